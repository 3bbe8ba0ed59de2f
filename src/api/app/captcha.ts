import type { SecretSeal } from '../../store/secret-seal.ts';
import { type GrayscaleImage, grayscalePng } from './grayscale-png.ts';

const digitCount = 5;
const [width, height] = [150, 50];
const scale = 4;
const cellWidth = 28;
const specks = 250;

/** Seven rows a digit, of five points each; the highest bit is the leftmost. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  0: [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
  1: [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  2: [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
  3: [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110],
  4: [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
  5: [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
  6: [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
  7: [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
  8: [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
  9: [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
};

/** The digits to be read off the image of a captcha: they follow from its id, for whoever has the key. */
export function captchaDigits(seal: SecretSeal, captchaId: string): string {
  const number = seal.fingerprint(`captcha\n${captchaId}`).readUIntBE(0, 6);
  return String(number % 10 ** digitCount).padStart(digitCount, '0');
}

/** The digits as a PNG, waved and speckled: enough against a program that never saw it, no more. */
export function captchaImage(seal: SecretSeal, captchaId: string): Buffer {
  const chance = chanceOf(seal.fingerprint(`captcha image\n${captchaId}`).readUInt32BE());
  const image = { width, height, pixels: new Uint8Array(width * height).fill(255) };
  const wave = { phase: chance() * 6, length: 6 + chance() * 6 };
  for (const [index, digit] of [...captchaDigits(seal, captchaId)].entries()) {
    const left = 6 + index * cellWidth + chance() * 4;
    const top = 6 + chance() * 10;
    drawDigit(image, glyphs[digit]!, (x, y) => ({
      x: left + x + Math.sin(wave.phase + y / wave.length) * 2.5,
      y: top + y + Math.sin(wave.phase + (left + x) / wave.length) * 2,
    }));
  }
  for (let speck = 0; speck < specks; speck++) {
    setPixel(image, { x: chance() * width, y: chance() * height }, chance() * 160);
  }
  return grayscalePng(image);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawDigit(
  image: GrayscaleImage,
  rows: readonly number[],
  place: (x: number, y: number) => Point,
): void {
  for (let y = 0; y < rows.length * scale; y++) {
    for (let x = 0; x < 5 * scale; x++) {
      const isInk = (rows[Math.floor(y / scale)]! >> (4 - Math.floor(x / scale))) & 1;
      if (isInk) setPixel(image, place(x, y), 40);
    }
  }
}

function setPixel({ width, height, pixels }: GrayscaleImage, { x, y }: Point, shade: number): void {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column >= 0 && column < width && row >= 0 && row < height) pixels[row * width + column] = shade;
}

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
