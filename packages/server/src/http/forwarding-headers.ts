import type { IncomingHttpHeaders } from "node:http";

/** Headers by which a proxy or a CDN shows that it forwards a request. */
const forwardingHeader =
  /^(forwarded|via|cdn-loop|x-forwarded(-.*)?|x-original-.*|x-envoy-.*|cf-.*|.*(client|cluster|connecting|real|proxyuser)-?ip)$/;

/** Whether a proxy or a CDN forwards the request, or the client pretends so. */
export const isForwarded = (headers: IncomingHttpHeaders): boolean =>
  Object.keys(headers).some((name) => forwardingHeader.test(name));
