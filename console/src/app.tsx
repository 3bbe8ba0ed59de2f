import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { BrowserRouter } from 'react-router';
import { createQueryClient } from './api/query-client.ts';
import { ErrorBoundary } from './page/error-boundary.tsx';
import { LoadingPage } from './page/loading-page.tsx';
import { Notes } from './page/notes.tsx';
import { Pages } from './routes.tsx';
import { readableColors, theme } from './theme.ts';

/** Everything: what all pages share, and the page of the address. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColors} defaultColorScheme="auto">
      <Notes />
      <QueryClientProvider client={queryClient}>
        {/* What is chosen shall be on the screen at once: as a transition it would wait for an idle moment. */}
        <BrowserRouter useTransitions={false}>
          <ErrorBoundary>
            <Suspense fallback={<LoadingPage />}>
              <Pages />
            </Suspense>
          </ErrorBoundary>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  );
}
