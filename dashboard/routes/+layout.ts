/** One page application: everything it shows comes over the socket, so there is nothing to render beforehand. */
export const ssr = false
export const prerender = false
