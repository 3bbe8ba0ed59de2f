/** A product_key or did that is filled in at one operation is filled in at all of them. */
export function sharedPathParameters() {
  return {
    statePlugins: {
      spec: {
        wrapActions: {
          changeParamByIdentity:
            (change, { specSelectors }) =>
            (place, parameter, value, isXml) => {
              change(place, parameter, value, isXml);
              if (parameter.get('in') !== 'path') return;
              for (const { path, method, operation } of specSelectors
                .operations()
                .map((each) => each.toObject())) {
                const same = operation.get('parameters')?.find((other) => isSame(other, parameter));
                if (same) change([path, method], same, value, isXml);
              }
            },
        },
      },
    },
  };
}

function isSame(one, other) {
  return one.get('in') === 'path' && one.get('name') === other.get('name');
}
