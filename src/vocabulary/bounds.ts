/**
 * How much of anything is taken from elsewhere. Every bound is far beyond honest use and far below what would harm; a refusal
 * names the one that it meets. Whoever adds a bound gives its reason here.
 */
export const BOUNDS = {
  /** Characters of a name that becomes part of a path: half of what file systems allow (255), so that `.safetensors.part` fits behind it. */
  pathName: 128,
  /** Characters of another name (run, series, part, group, unit, host, key): a line of text, and a key that an index bears. */
  name: 256,
  /** Tags of a run, and characters of one: a word or two each, of which a line of a list shows some. */
  tags: 64,
  tag: 64,
  /** Characters of a text for people: the reason of a refusal, a mark, what a card says. The longest card of ours has some 800. */
  text: 8_192,
  /** Characters of a formula: typesetting takes time beyond proportion. The longest of ours has some 200. */
  formula: 2_048,
  /** Characters of a formula that a page typesets: 1,500 are a tenth of a second's work, 200,000 hang it; the rest stay as written. */
  formulaTypeset: 1_500,
  /** Braces, brackets and environments in each other in a formula that is typeset: beyond, it is too small to read. */
  formulaDepth: 40,
  /** Entries of a list or record in a Report or Command: settings, options, choices, probes of a breakpoint. */
  entries: 1_024,
  /** Characters of all settings of a run, names and words, and as many of its summary: a config of some hundred KB is a long one. */
  settingsCharacters: 1_048_576,
  /** Of those, characters in the run's line of a list, of which a page has two hundred; longer words are cut there, and what is beyond is left out. */
  lineCharacters: 32_768,
  /** Cards that one run may bring: ten times the catalogue. */
  cards: 2_048,
  /** Bytes of all that one run says beside its numbers: whoever opens the run gets all of it. A long run of ours says some 1 MB. */
  factBytes: 64 * 1024 * 1024,
  /** And so many more of what it cannot do without: Commands, attachments, what was filled in, its end. A run of ours says some 100 KB of these. */
  neededFactBytes: 8 * 1024 * 1024,
  /** The same of all writers beside its main one: they cannot keep the run from being opened. */
  othersFactBytes: 8 * 1024 * 1024,
  /** Bytes of a line of another program's log, of a row of CSV that goes over several, of what a row of Trackio says: a histogram of a million bins. */
  loggedBytes: 16 * 1024 * 1024,
  /** Series of a run, and half as many before a writer beside its main one may add none: a thousand layers with sixty numbers each; whoever opens the run is told of each, some 20 MB. */
  series: 65_536,
  /** Points of a grid on which a spectrum lies. */
  grid: 65_536,
  /** Reports in one message: what a trainer packs at once after an outage, and what one transaction bears. */
  reportsAMessage: 65_536,
  /** Columns of numbers in one Report: ten times the series of every probe at once. */
  columnsAReport: 16_384,
  /** Bytes of numbers in one Report, which travels in one message: what a message may have, without its header. */
  reportBytes: 48 * 1024 * 1024,
  /** Columns of numbers in one message, two or three for each column of a Report; the bytes of a message bound what is in them. */
  columnsAMessage: 262_144,
  /** Bytes of the JSON header of a message: cards of a run are some 200 KB, and heads of columns some 60 bytes each. */
  headerBytes: 16 * 1024 * 1024,
  /** Bytes of a file of tensors: what Node reads at once. */
  tensorFileBytes: 2 * 1024 ** 3,
  /** Bytes that a compressed archive may unpack to, however small it is: a mask or zeros that are honest. */
  expandedBytes: 256 * 1024 ** 2,
  /** By how much a larger one may grow: numbers that were measured hardly compress, counters and masks tenfold. */
  expansionRatio: 100,
  /** Bytes of all numbers of a file of tensors, once read: a boolean becomes a float64, eight times as long. */
  decodedBytes: 4 * 1024 ** 3,
  /** Bytes of the header of a NumPy array: what version 1 of the format can have. */
  npyHeaderBytes: 65_535,
  /** Bytes of the header of a safetensors file: what its own library reads. */
  safetensorsHeaderBytes: 100_000_000,
  /** Runs on one page of a list: some 100 KB. */
  runsAPage: 200,
  /** Runs that one aggregate, effect or lead looks at: a study of 2,000; more are filtered first. */
  runsAggregated: 2_048,
  /** Expressions by which runs are grouped: more cannot be told apart on a chart. */
  groupings: 8,
  /** Numbers that one aggregate answers, or holds of one group at once: 16 MB, which are a second's work as JSON. */
  numbersAnAggregate: 2_097_152,
  /** Values that one bootstrap draws from, each a thousand times: 2,048 runs at 320 places, some ten seconds' work. */
  valuesResampled: 655_360,
  /** Stored points that one aggregate reads as they are, where a sample of each curve does not do: some seconds' work. */
  pointsAnAggregate: 33_554_432,
  /** The same of one group, which is in memory at once: 128 MB. */
  pointsAGroup: 8_388_608,
  /** Points that one question about what moves first looks through: five thousand curves, some ten seconds' work of a core that does nothing else. */
  pointsLookedThrough: 10_485_760,
  /** Points of a series that a claim is judged by: a step in ten of ten million; a page asks again each second. */
  pointsJudged: 1_048_576,
  /** Series of which one question asks when they move. */
  seriesLeading: 256,
  /** Ids of runs in one answer: all that a filter finds among very many; some 400 KB. */
  idsAPage: 10_000,
  /** Characters of an expression about runs: far above what one would write by hand, and what the language reads. */
  expression: 1_000,
  /** Characters of a regular expression by which runs are found: its automaton is made once for each run that is looked at. */
  pattern: 200,
  /** Values of each run that a question asks for: more columns than a table shows. */
  valuesARun: 64,
  /** Characters of all values of one answer, a number for eight: notes of eight thousand each of ten thousand runs would be more than a text can hold. */
  valueCharacters: 8_388_608,
  /** Names of one kind, the most frequent, that a table offers as columns: some 1 MB, of which a picker shows a few and finds the others. */
  columnsOffered: 4_096,
  /** Queries in one `ask`: every series of a run at once, and then some. */
  queriesAnAsk: 1_024,
  /** Points that a query may ask for: more than any screen has pixels. */
  pointsAQuery: 20_000,
  /** Points that the queries of one `ask` may want together: some 40 MB of answer. */
  pointsAnAsk: 1_000_000,
  /** Numbers of frames that one `ask`, or one GET, reads: 128 MB, and in JSON less than the longest text that Node can have. */
  frameNumbersAnAsk: 16 * 1024 * 1024,
  /** Series of a run that one viewer may follow: every probe with every part, and then some. */
  seriesFollowed: 4_096,
  /** The same of all runs together: two runs whole, or thirty series of each of 256. Something of each may wait. */
  seriesFollowedTogether: 8_192,
  /** Points of a series that wait as they are for a viewer that is slow: about as many as its screen has columns; then they are folded. */
  pointsWaiting: 4_096,
  /** Frames of a series that wait for it: the newest, since it draws one at a time. */
  framesWaiting: 64,
  /** Bytes of all that waits for one viewer, then folded and dropped by the same rule: half a million points, or sixteen of the largest spectra. */
  waitingBytes: 8 * 1024 * 1024,
  /** Bytes of what waits for all viewers; beyond, each has an equal share. Two hundred that are stuck at once leave the hub half of its 512 MB. */
  allWaitingBytes: 256 * 1024 * 1024,
  /** Runs that one viewer may have open, and follow: more than a page compares. */
  runsOpen: 256,
  /** Events of one connection that wait for their answer. A page asks for a chart at a time, a trainer has four on their way. */
  unanswered: 256,
  /** Events of one connection in a second; what is beyond is read later, so that whoever hurries waits. */
  eventsASecond: 2_000,
  /** The same of a writer: the fastest loop reports some thousand times. */
  reportsASecond: 20_000,
  /** Bytes of Reports that a hub holds before they are durable; more is refused, and sent again. */
  undurableBytes: 256 * 1024 * 1024,
  /** Connections of a hub: 200 viewers and as many trainers have room. */
  connections: 1_024,
  /** TCP connections of a hub, each an open file: sockets, a browser's six each, and commands; below the 4,096 files that some systems allow. */
  tcpConnections: 2_048,
  /** Requests of one connection that wait for those before them: browsers and programs send the next when they have the answer. */
  requestsWaiting: 32,
  /** Bytes of a message from whoever may not report: the largest question is some 100 KB. */
  smallMessageBytes: 1024 * 1024,
  /** Bytes of a message from a writer that has said hello: room for a journal after an outage, and no more than memory bears. */
  messageBytes: 64 * 1024 * 1024,
  /** Bytes that wait for one connection to take them; it is closed beyond, since it would take the memory of all. */
  unreadBytes: 64 * 1024 * 1024,
  /** The same of all connections together: the one for which most waits is closed first. */
  allUnreadBytes: 256 * 1024 * 1024,
  /** Bytes of a Command that is posted: a few words, or a breakpoint. */
  commandBytes: 65_536,
  /** Bytes of the form on which a browser enters a token: that and an address. */
  formBytes: 8_192,
  /** Browsers that are remembered of one token; the oldest go, and nobody else's. */
  browsersAToken: 200,
  /** Tickets of one token that wait to be opened; the oldest go: nobody opens so many addresses. */
  ticketsAToken: 100,
  /** Wrong tokens at once from one address: mistakes of many people, or a trainer that calls again and again; more are guesses. */
  wrongTokens: 100,
  /** Addresses of which it is remembered: a crowd of them must not fill the memory. */
  addressesRemembered: 10_000,
  /** Bytes that go into one commit: what it asks of memory does not grow with what waits. */
  commitBytes: 32 * 1024 * 1024,
  /** Reports, and bytes, that a trainer holds in memory before its journal takes over: some minutes without a hub at usual rates. */
  reportsInMemory: 20_000,
  memoryBytes: 32 * 1024 * 1024,
  /** Bytes of a journal before it is thinned: a run of fifty series and thirty reports a second fills it in some days. */
  journalBytes: 512_000_000,
  /** Reports, and bytes, that a trainer sends in one message, well below what a hub takes. */
  reportsABatch: 256,
  batchBytes: 8 * 1024 * 1024,
  /** Messages of a trainer that are on their way: they keep a fast hub busy, and a reconnect repeats little. */
  batchesOnTheirWay: 4,
  /** Runs of one sweep: a grid of some hundred settings with a hundred seeds each; what one process plans in a moment, and a list can show. */
  sweepRuns: 10_000,
  /** Parameters that one sweep varies: beyond three or four nobody reads what came of it. */
  sweepParameters: 16,
  /** Characters of a list of values or seeds: as many as a sweep may have runs. */
  sweepText: 65_536,
  /** Bytes of the file of a sweep: its lists, and what is asked of each run. */
  sweepFile: 2 * 1024 * 1024,
  /** Sweeps of which one answer tells: the newest. */
  sweepsListed: 100,
  /** Sweeps that one hub has begun and that go on: each is a process of some 150 MB, beside those that train. */
  sweepsAtOnce: 8,
  /** Processes that train the runs of one sweep: each has a TensorFlow of its own, some 500 MB. */
  sweepWorkers: 64,
  /** Named views of a store: all of them are one list, which every page holds; more are not found again by their names. */
  views: 512,
  /** Characters of the address of a view: what a browser and a server take of a line, with room for the rest of it. */
  viewQuery: 8_192,
  /** Bytes of `hub.json`, which holds an address, a process id and perhaps a chain of certificates of some 2,000 each. */
  hubFile: 32_768,
} as const
