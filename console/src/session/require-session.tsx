import { useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionQuery } from './session.ts';

/** Shows the children to whoever is logged in, the login page to everybody else, who comes back here after it. */
export function RequireSession({ children }: { readonly children: ReactNode }) {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (!session) return <Navigate to="/login" state={{ from: pathname + search }} replace />;
  return children;
}
