/**
 * At every operation that needs a header: a red exclamation mark until it is filled in, a blue one after. Whether the
 * value is right is seen in the answer.
 */
export function headerMarks({ React }) {
  const mark = (className) => () =>
    React.createElement(
      'svg',
      {
        className: `header-mark ${className}`,
        viewBox: '0 0 20 20',
        width: 20,
        height: 20,
        'aria-hidden': true,
      },
      React.createElement('circle', { cx: 10, cy: 10, r: 9 }),
      React.createElement('path', { d: 'M10 5v6M10 14v1' }),
    );
  return {
    components: {
      UnlockAuthOperationIcon: mark('is-missing'),
      UnlockAuthIcon: mark('is-missing'),
      LockAuthOperationIcon: mark('is-filled'),
      LockAuthIcon: mark('is-filled'),
      // The server is always the one that the page came from.
      ServersContainer: () => null,
    },
    statePlugins: {
      auth: {
        wrapActions: {
          authorizeWithPersistOption:
            (authorize, { authActions }) =>
            (payload) => {
              authorize(payload);
              authActions.showDefinitions(false);
            },
        },
      },
    },
  };
}
