const words = { zh: '例：', en: 'For example ' };

/**
 * The OpenAPI document in one language: `x-summary-en` in the place of `summary`, and so on. For the page it is
 * shortened, and examples of parameters become part of their description, so that fields are empty until somebody fills
 * them.
 */
export function localized(value, language) {
  if (Array.isArray(value)) return value.map((member) => localized(member, language));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    localized(value[`x-${name}-${language}`] ?? member, language),
  ]);
  const object = Object.fromEntries(entries);
  if (object.responses) return { ...object, responses: concise(object.responses) };
  return isParameter(object) ? withExampleInWords(object, language) : object;
}

/** Refusals all look alike and are told by their codes; headers are the same everywhere. */
function concise(responses) {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, content }]) => [
      status,
      status < 300 ? { description, content } : { description },
    ]),
  );
}

function isParameter(object) {
  return object.in !== undefined && object.name !== undefined && object.schema !== undefined;
}

function withExampleInWords({ example, ...parameter }, language) {
  if (example === undefined) return parameter;
  const description = `${parameter.description ?? ''} · ${words[language]}\`${example}\``;
  return { ...parameter, description };
}
