import type { MessageKind } from '../../store/write-messages.ts';

export interface MessageWords {
  /** The other of the two, his name partly hidden; undefined once he is erased. */
  readonly other: string | undefined;
  readonly device: string;
}

/** `$other` and `$device` stand for the words. */
const texts: Readonly<Record<MessageKind, { readonly en: string; readonly zh: string }>> = {
  offering: { en: 'You share the device $device with $other.', zh: '您给 $other 共享了设备 $device!' },
  offered: { en: '$other shares the device $device with you.', zh: '$other 给您共享了设备 $device!' },
  accepted: { en: '$other has accepted the device $device.', zh: '$other 接受了您共享的设备 $device!' },
  refused: { en: '$other has refused the device $device.', zh: '$other 拒绝了您共享的设备 $device!' },
  taken_back: { en: '$other shares the device $device no more.', zh: '$other 收回了共享给您的设备 $device!' },
  given: {
    en: 'You have made $other the owner of the device $device.',
    zh: '您已将设备 $device 转移给 $other!',
  },
  received: {
    en: '$other has made you the owner of the device $device.',
    zh: '$other 将设备 $device 转移给您!',
  },
};

const nobody = { en: 'somebody who has left', zh: '已注销的用户' };

/** A message in words. */
export function messageText(
  kind: MessageKind,
  language: 'en' | 'zh',
  { other, device }: MessageWords,
): string {
  const words = { $other: other ?? nobody[language], $device: device };
  return texts[kind][language].replaceAll(/\$other|\$device/g, (name) => words[name as keyof typeof words]);
}
