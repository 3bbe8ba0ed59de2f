/** The fields of one line of CSV (RFC 4180), without blanks around them; undefined when a quote is not closed. */
export function splitCsvLine(line: string): string[] | undefined {
  const fields: string[] = [];
  const field = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/y;
  for (;;) {
    const match = field.exec(line);
    if (!match || match[2]?.startsWith('"')) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!.trim());
    if (match[3] === '') return fields;
  }
}
