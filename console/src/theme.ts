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

export const theme = createTheme({
  primaryColor: 'qiyun',
  primaryShade: { light: 7, dark: 5 },
  colors: { qiyun },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
});

/** The library's own dimmed text and placeholders are too pale for small type (WCAG 2, 1.4.3). */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#5a6169', '--mantine-color-placeholder': '#6c737a' },
  dark: { '--mantine-color-dimmed': '#a6a9ad', '--mantine-color-placeholder': '#8f9296' },
});
