/* global SwaggerUIBundle */
// Starts Swagger UI. An own file, since the page allows no inline script.

/** Examples of problems fold up: an operation has a dozen of them, and nobody reads past that many to the next one. */
const foldedProblems = {
  wrapComponents: {
    modelExample:
      (Original, { React }) =>
      (props) => {
        const example = React.createElement(Original, props);
        const place = props.specPath?.toJS?.() ?? [];
        const status = Number(place[place.indexOf('responses') + 1]);
        if (!place.includes('responses') || status < 400) return example;
        return React.createElement(
          'details',
          { className: 'problem-example' },
          React.createElement('summary', null, 'Show the example'),
          example,
        );
      },
  },
};

/** Another content type begins with its own example; by itself the fields of the form would stay, as text of the JSON. */
const freshBodies = {
  statePlugins: {
    oas3: {
      wrapActions: {
        setRequestContentType:
          (original, { oas3Actions }) =>
          (choice) => {
            const result = original(choice);
            oas3Actions.setRequestBodyValue({ value: undefined, pathMethod: choice.pathMethod });
            return result;
          },
      },
    },
  },
};

/** The key that is filled in is the same for everybody; each press of Execute is a request of its own unless one is typed. */
const EXAMPLE_KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';
function withOwnKey(request) {
  if (request.headers?.['Idempotency-Key'] === EXAMPLE_KEY && crypto.randomUUID) {
    request.headers['Idempotency-Key'] = crypto.randomUUID();
  }
  return request;
}

const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [() => foldedProblems, () => freshBodies],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 2,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  requestInterceptor: withOwnKey,
  // Would ask a server of Swagger's makers about the document.
  validatorUrl: null,
});

// Links from one part of the page to another; by themselves they would open a second page, without the key.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('.renderedMarkdown a[href^="#/"]') : null;
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ui.layoutActions.parseDeepLinkHash(link.getAttribute('href'));
});
