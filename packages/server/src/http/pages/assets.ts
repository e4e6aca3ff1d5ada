export const productName = "Whoseline";

/** A telephone handset. */
export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#14532d"/>
<path d="M9 7h4l2 5-2.6 1.8a12 12 0 0 0 5.8 5.8L20 17l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 7 9a2 2 0 0 1 2-2z" fill="#fff"/>
</svg>
`;

/** The styles that all pages share. */
export const pageCss = `
body { margin: 0; font-family: system-ui, sans-serif; line-height: 1.5; }
.brand { display: inline-flex; align-items: center; gap: 0.6rem; font-size: 1.3rem; font-weight: 600; }
.brand, .brand:visited { color: inherit; text-decoration: none; }
`;

export const homeCss = `
:root { color-scheme: light dark; }
main { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.1rem; font-weight: 400; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
main a { color: light-dark(#15803d, #86efac); }
main a.brand { color: inherit; }
`;

export const docsCss = `
header { background: #14532d; color: #fff; }
header, nav { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 2rem; }
header { padding: 0.75rem max(1.25rem, calc((100vw - 1420px) / 2)); }
nav { gap: 0.25rem 1.25rem; }
nav a { color: #dcfce7; text-decoration: none; padding: 0.25rem 0; border-bottom: 2px solid transparent; }
nav a:hover, nav a[aria-current] { color: #fff; border-color: #86efac; }
.swagger-ui .info { margin: 2rem 0; }
`;

/** Starts Swagger UI with the document that the page names. */
export const docsJs = `
const viewer = document.getElementById("viewer");
SwaggerUIBundle({ domNode: viewer, url: viewer.dataset.url, deepLinking: true, validatorUrl: null });
`;
