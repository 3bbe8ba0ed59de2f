import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

export function ShownNotes() {
  return <Notifications position="top-right" />;
}
