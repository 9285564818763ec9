import { useRouteLoaderData } from 'react-router';
import type { loader } from './root.tsx';

/** What every page may need to know: where it is, and for whom. */
export function useHere() {
  const root = useRouteLoaderData<typeof loader>('root');
  if (root === undefined) throw new Error('The root has no loader answer');
  return root;
}
