import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense } from 'react';

const ShownNotes = lazy(async () => ({ default: (await import('./shown-notes.tsx')).ShownNotes }));

/** The corner for notes on how things went; what shows them comes with the first one. */
export function Notes() {
  const { notifications } = useNotifications();
  if (notifications.length === 0) return null;
  return (
    <Suspense>
      <ShownNotes />
    </Suspense>
  );
}
