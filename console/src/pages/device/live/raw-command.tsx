import { Button, Collapse, Group, TextInput } from '@mantine/core';
import { IconChevronDown, IconSend } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseHex } from '../spaced-hex.ts';
import type { ControlObstacle } from './control-obstacle.ts';
import type { CommandContent } from './use-commands.ts';

interface RawCommandProps {
  readonly obstacle: ControlObstacle | undefined;
  send(content: CommandContent): Promise<void>;
}

/** For who knows the bytes: a command as the device gets it. */
export function RawCommand({ obstacle, send }: RawCommandProps) {
  const { t } = useTranslation('device');
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const hex = parseHex(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!hex) return;
    void send({ raw: hex });
    setText('');
  };
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        aria-expanded={isOpen}
        rightSection={<IconChevronDown size={14} style={{ rotate: isOpen ? '180deg' : '0deg' }} />}
        onClick={() => setOpen(!isOpen)}
      >
        {t('live.raw')}
      </Button>
      <Collapse expanded={isOpen}>
        <form onSubmit={submit}>
          <Group align="flex-start" gap="xs" pt="xs" wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={t('live.raw')}
              description={t('live.rawHint')}
              inputWrapperOrder={['input', 'description', 'error']}
              placeholder="01 ff 00"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={hex === undefined && t('live.rawWrong')}
              disabled={obstacle !== undefined}
              spellCheck={false}
              autoComplete="off"
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            />
            <Button
              type="submit"
              leftSection={<IconSend size={16} />}
              disabled={!hex || obstacle !== undefined}
            >
              {t('live.send')}
            </Button>
          </Group>
        </form>
      </Collapse>
    </div>
  );
}
