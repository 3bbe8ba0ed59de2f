/** The example of a body stands beside it; a click on it fills it in. */
export function exampleBox({ React }) {
  const { createElement } = React;
  return {
    wrapComponents: {
      RequestBodyEditor: (Editor) => (props) =>
        createElement(
          'div',
          { className: 'body-and-example' },
          createElement(Editor, props),
          createElement(
            'button',
            { type: 'button', className: 'example-box', onClick: () => props.onChange(props.defaultValue) },
            createElement('span', { className: 'example-box-title' }, 'Example Value'),
            createElement('pre', null, props.defaultValue),
          ),
        ),
    },
  };
}
