import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The blue of the icon in shade 7. */
const qiyun: MantineColorsTuple = [
  '#eaf2ff',
  '#d3e2fa',
  '#a5c3f1',
  '#74a2e9',
  '#4c86e2',
  '#2f70db',
  '#246adc',
  '#1559c9',
  '#0b4fae',
  '#004499',
];

/** The library's red, darker where white stands on it or it stands on white. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#ff6b6b',
  '#fa5252',
  '#d42d2d',
  '#c92a2a',
  '#b02525',
];

export const theme = createTheme({
  primaryColor: 'qiyun',
  primaryShade: { light: 7, dark: 5 },
  colors: { qiyun, red },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
  // Their <header> is no banner of the page.
  components: {
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
  },
});

/** The library's own dimmed text, placeholders, complaints, titles of notes and links are too pale for small type (WCAG 2, 1.4.3). */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a6169',
    '--mantine-color-placeholder': '#6c737a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-orange-light-color': '#a63d00',
    '--mantine-color-yellow-light-color': '#8f4a00',
    '--mantine-color-green-light-color': '#1f6b2f',
    '--mantine-color-teal-light-color': '#066649',
  },
  dark: {
    '--mantine-color-dimmed': '#a6a9ad',
    '--mantine-color-placeholder': '#a0a3a7',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#74a2e9',
  },
});
