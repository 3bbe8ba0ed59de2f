/**
 * Names that differ from Unicode's: plain where those explain, and fixed where they change from one Node.js to the
 * next. Hong Kong, Macao and Taiwan have codes of their own in ISO 3166-1 and so in the data; they appear under their
 * own names.
 */
const names: Readonly<Record<string, string>> = {
  CD: 'DR Congo',
  CG: 'Congo',
  CI: "Cote d'Ivoire",
  CN: 'China',
  HK: 'Hong Kong',
  MM: 'Myanmar',
  MO: 'Macao',
  PS: 'Palestine',
  TR: 'Turkey',
  TW: 'Taiwan',
};

/** What Unicode calls "Unknown Region". */
const unknown = 'ZZ';
const unicodeNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** The English short name of an ISO 3166-1 alpha-2 code; undefined when it names no country. */
export function countryName(code: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(code) || code === unknown) return undefined;
  return names[code] ?? unicodeNames.of(code);
}
