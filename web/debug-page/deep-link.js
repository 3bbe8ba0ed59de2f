/**
 * Where an address leads: `#/tag`, `#/tag/op`, `#!/tag/op`, `#!/op`. An operation is found by its id whatever the tag,
 * for two links of the document carry the wrong one.
 */
export function placeOf(hash, apiDocument) {
  const steps = decode(hash.replace(/^#!?\/?/, '')).split('/');
  const operation = operationsOf(apiDocument).find(({ operationId }) => operationId === steps.at(-1));
  if (operation) return { tag: operation.tags[0], operationId: operation.operationId };
  const tag = apiDocument.tags.find(({ name }) => name === steps[0]);
  return tag && { tag: tag.name };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function operationsOf({ paths }) {
  return Object.values(paths).flatMap((methods) => Object.values(methods));
}

/** Writes the address as the console itself reads it, before it does. */
export function normalizeAddress(apiDocument) {
  const place = placeOf(location.hash, apiDocument);
  if (!place) return;
  const { tag, operationId } = place;
  history.replaceState(
    null,
    '',
    `#/${[tag, ...(operationId ? [operationId] : [])].map(encodeURIComponent).join('/')}`,
  );
}

/** Opens what the address names now and whenever it changes. */
export function followAddress(ui, apiDocument) {
  const follow = () => {
    normalizeAddress(apiDocument);
    const place = placeOf(location.hash, apiDocument);
    if (place) open(ui, place);
  };
  addEventListener('hashchange', follow);
  follow();
}

async function open({ layoutActions }, { tag, operationId }) {
  layoutActions.show(['operations-tag', tag], true);
  if (operationId) layoutActions.show(['operations', tag, operationId], true);
  const id = operationId ? `operations-${tag}-${operationId}` : `operations-tag-${tag}`;
  (await elementWithId(id)).scrollIntoView();
}

/** Once it has been drawn. */
async function elementWithId(id) {
  let element = document.getElementById(id);
  while (!element) {
    await new Promise(requestAnimationFrame);
    element = document.getElementById(id);
  }
  return element;
}
