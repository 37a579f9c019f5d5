/** Pages of the hub's own, before the dashboard may be shown. They have no script. */

/** Goes on by itself to an address: what a browser has just been given for its cookie is sent along from here. */
export function goingOnPage(to: string): string {
  const link = escaped(to)
  return page(
    'Opening Phasescope',
    `<p><a href="${link}">Opening Phasescope…</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${link}">`,
  )
}

/** Says why a page is not shown, and takes a token from whoever was given one. */
export function refusedPage(status: number, why: string, to: string): string {
  const form =
    status === 401
      ? `<form method="post" action="/access"><input type="hidden" name="to" value="${escaped(to)}">
<p><label>Or enter a token: <input name="token" type="password" autocomplete="off" required></label> <button>Open</button></p></form>`
      : ''
  // The form says where it comes from, which the hub asks of whatever is posted to it.
  return page('Phasescope', `<p>${typed(escaped(why))}</p>${form}`, '<meta name="referrer" content="same-origin">')
}

function page(title: string, body: string, head: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="/favicon.svg">${head}
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}
code,input,button{font-size:.95em}input,button{padding:.3em .6em}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`
}

/** What stands between backticks is typed into a terminal. */
function typed(html: string): string {
  return html.replace(/`([^`]+)`/g, '<code>$1</code>')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
