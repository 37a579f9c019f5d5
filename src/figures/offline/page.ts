import { escaped } from '../element.ts'
import { jsonFromComparison, type ComparisonData } from './comparison-data.ts'

/**
 * A comparison as one HTML file that needs nothing else: its numbers, what draws them, and a policy by which it can load nothing,
 * whatever it holds. `script`: what replays it, in one piece (src/setup/offline-script.ts).
 */
export function offlinePage(data: ComparisonData, script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<meta name="generator" content="Phasescope">
<title>${escaped(data.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<noscript>This comparison is drawn by a script that stands in this file: let it run.</noscript>
<main></main>
<script type="application/json" id="comparison">${inScript(jsonFromComparison(data))}</script>
<script>${script.replaceAll(/<(?=\/script|!--|script)/gi, String.raw`\x3c`)}</script>
</body>
</html>
`
}

/** JSON that no name in it can end, nor begin another element in. */
function inScript(json: string): string {
  return json
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}

const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#fafaf9, #0f1114); --surface: light-dark(#fff, #15181c); --ink: light-dark(#16181c, #e9ebee);
  --soft: light-dark(#535963, #a4adb8); --line: light-dark(#e4e4e1, #272c33); --focus: light-dark(#0063ac, #62b0ec) }
:root[data-theme=light] { color-scheme: light } :root[data-theme=dark] { color-scheme: dark }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 1500px; margin: auto; padding: 16px 20px 40px }
h1 { margin: 0; font-size: 20px } p { margin: 4px 0; color: var(--soft); max-width: 100ch }
.bar { position: sticky; top: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; padding: 8px 0; background: var(--ground) }
.bar input { flex: 1; min-width: 160px }
button { min-height: 28px; padding: 2px 9px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); color: inherit; font: inherit; cursor: pointer }
button[aria-pressed=false] { opacity: .45; text-decoration: line-through }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
ul { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 0 10px; padding: 0; list-style: none }
li svg { vertical-align: middle; margin-right: 6px } li span { margin-left: 8px; color: var(--soft) }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 12px }
figure { margin: 0; padding: 6px; border: 1px solid var(--line); border-radius: 8px; background: var(--surface) }
figure > svg { display: block; width: 100%; height: auto } figcaption { min-height: 21px; color: var(--soft); font-size: 12px }
`
