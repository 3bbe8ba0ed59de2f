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

/** Writes the address as the console itself does when something is opened. */
function normalizeAddress(apiDocument) {
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
  if (!operationId) return (await drawn(`#operations-tag-${tag}`)).scrollIntoView();
  layoutActions.show(['operations', tag, operationId], true);
  const operation = `#operations-${tag}-${operationId}`;
  // Before all of it is there, the page is too short to scroll that far.
  await drawn(`${operation} .responses-wrapper`);
  return (await drawn(operation)).scrollIntoView();
}

async function drawn(selector) {
  let element = document.querySelector(selector);
  while (!element) {
    await new Promise(requestAnimationFrame);
    element = document.querySelector(selector);
  }
  return element;
}

/** The console writes the address when something is opened; reading it is done here, without a slow scroll. */
export function addressIsReadHere() {
  const nothing = () => () => {};
  const wrapActions = { parseDeepLinkHash: nothing, scrollTo: nothing, scrollToElement: nothing };
  return { statePlugins: { layout: { wrapActions } } };
}
