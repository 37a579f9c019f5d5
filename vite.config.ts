import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'
import { offlineScript } from './src/setup/offline-script.ts'

/** Where src/setup/page.ts wants it. */
const folder = process.env.PHASESCOPE_PAGE ?? 'build/page'

/**
 * A chunk of a hundred bytes costs a request and headers that are eight times that, so what goes together comes together:
 * what every page needs, and what all charts need. What is opened later (formulas, the drawer with the grammar of
 * breakpoints, what writes Parquet) stays by itself.
 */
const SHARED = [
  /node_modules\/(?!fastest-levenshtein|katex|uplot|ohm-js|hyparquet|@sveltejs\/kit)/,
  /\/dashboard\/(live\/(?!answers)|run\/(?!family-rows|figure-watch|foreign|zoom-measure|fork\.|launch|measuring-form|setting\.|sweep-standing|forecast|run-list|list-question|alive-first|transitions|alert|lead-events)|series\/(?!tables|merged-bins)|plots\/ink|view\/theme|parts\/(?!Choice|Dialog\.svelte$|Formula|typesettable|KeysSheet|Undo\.|Sparkline|spark|Welcome)|text\/(?!breakpoint|after\.)|routes\/(?!view-keys|NotifyButton|AlertsControl|ViewsDialog|ViewRow|\+page)[^/]*\.(ts|svelte)$)/,
  // Kit links the styles of whatever the frame of all pages may load: a few lines that would be a request of their own.
  /\/dashboard\/(palette\/Palette|parts\/(KeysSheet|Undo)|routes\/(ViewsDialog|ViewRow))\.svelte.*type=style/,
  /\/src\/(run-state|series|wire\/(?!aggregates|effects)|vocabulary\/(?!condition|misread|need|probe-needs|unknown-name|lead-text|run-expression))/,
]
const CHARTS =
  /node_modules\/uplot|\/dashboard\/(plots\/(?!ink|draw-(?:bands|notes)|strip-bands)|panels\/(?!NumberTable|SymmetricToggle|arrange-foreign|sections|PanelSections|SectionHead|law\.|numbers\.|grid-rows|(?:stretch|transition|note)-marks)|view\/(?!theme|LinesMenu)|routes\/(view-keys|NotifyButton|runs\/\[id\]\/drawn))/
/** What draws frames, which most runs do without at first. */
const FRAMES =
  /\/dashboard\/(panels\/(Curve|Histogram|Matrix|Points|Spectrum)Panel|panels\/(HeatScale|Frame(Choice|Table)|frame|histogram-scene|curve-scene)|series\/merged-bins|plots\/(column-ends|draw-(bins|facets|heat|levels|path)|facet-picture|heat|matrix-picture))/
/** What draws groups of runs, which the page that compares them has alone. */
const BANDS =
  /\/dashboard\/(panels\/([Bb]and|[Ss]ide)|plots\/(draw-(band|effects|map|portrait)|parallel-picture|ramp|scrub))/
/** Little files of the page that compares runs, some of which others open later: they come with it in one answer. */
const COMPARED =
  /\/dashboard\/(run\/(zoom-measure|lead-events)\.|panels\/SymmetricToggle|plots\/ramp|live\/answers|compare\/clock\.|saving\/downloaded)|\/src\/wire\/(aggregates|effects)/
const matches = (patterns: readonly RegExp[]) => (id: string) => patterns.some((pattern) => pattern.test(id))

/** The script of an HTML file that replays a comparison, as a text which the page puts into the file. */
const offline: Plugin = {
  name: 'offline-script',
  resolveId: (id) => (id === 'virtual:offline-script' ? `\0${id}` : null),
  load: async (id) =>
    id === '\0virtual:offline-script'
      ? `export default ${JSON.stringify(await offlineScript(import.meta.dirname))}`
      : null,
}

/**
 * RxJS as JavaScript of today, which needs no stand-ins for classes: a third smaller. What is drawn on a server, which
 * Kit builds beside it, keeps its own.
 */
const MODERN: Plugin = {
  name: 'modern-rxjs',
  configEnvironment: (name) =>
    name === 'client' ? { resolve: { conditions: ['es2015', ...defaultClientConditions] } } : undefined,
}

/** The dashboard is one page application: the hub serves its files and answers every other path with index.html. */
export default defineConfig({
  plugins: [
    offline,
    MODERN,
    sveltekit({
      adapter: adapter({ pages: folder, assets: folder, fallback: 'index.html', precompress: true }),
      files: { src: 'dashboard', assets: 'static' },
    }),
  ],
  build: {
    rolldownOptions: {
      // Our words only declare: what a page does not use of them it need not load.
      treeshake: {
        moduleSideEffects: [
          {
            test: /\/src\/(vocabulary|figures|run-state|series|statistics|wire)\//,
            sideEffects: false,
          },
        ],
      },
      output: {
        codeSplitting: {
          groups: [
            // What a group's files import comes with them, so the one that all need goes first. SvelteKit reads what a page
            // says of itself when it is loaded: it stays behind the little file that takes that down, and what loads
            // other files stays with that, since it is needed before.
            {
              name: 'payload',
              test: /@sveltejs\/kit\/src\/runtime\/client\/payload|vite\/preload-helper|rolldown\/runtime/,
              priority: 3,
            },
            { name: 'kit', test: /@sveltejs\/kit\/src\/runtime\/client\/(?!entry)/, priority: 2 },
            { name: 'shared', test: matches(SHARED), priority: 1 },
            { name: 'charts', test: (id) => CHARTS.test(id) && !FRAMES.test(id) && !BANDS.test(id) },
            { name: 'frames', test: FRAMES },
            { name: 'compared', test: COMPARED },
          ],
        },
      },
    },
  },
})
