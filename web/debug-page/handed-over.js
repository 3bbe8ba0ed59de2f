const storageKey = 'qiyun.debug-page';

/** Fills in what the console has handed over, once: the product_key of a product and a token of it. */
export function fillInWhatWasHandedOver(ui) {
  const handedOver = sessionStorage.getItem(storageKey);
  if (!handedOver) return;
  sessionStorage.removeItem(storageKey);
  const { productKey, token } = JSON.parse(handedOver);
  ui.preauthorizeApiKey('token', `token ${token}`);
  const inProduct = ui.specSelectors
    .operations()
    .map((each) => each.toObject())
    .flatMap(({ path, method, operation }) => {
      const parameter = operation.get('parameters')?.find((each) => each.get('name') === 'product_key');
      return parameter?.get('in') === 'path' ? [[[path, method], parameter]] : [];
    });
  // One is enough: it is shared.
  const [place, parameter] = inProduct.first();
  ui.specActions.changeParamByIdentity(place, parameter, productKey, false);
}
