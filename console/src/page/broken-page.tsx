import { Container } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Failure } from './failure.tsx';

interface BrokenPageProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** In the place of a page that could not be shown. */
export function BrokenPage({ error, onRetry }: BrokenPageProps) {
  const { reset } = useQueryErrorResetBoundary();
  const retry = () => {
    reset();
    onRetry();
  };
  return (
    <Container size="sm" py="xl">
      <Failure error={error} onRetry={retry} />
    </Container>
  );
}
