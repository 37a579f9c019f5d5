import type { Served } from '../../served.ts'

/** Every stored point of a series, in step order; what JSON has no number for is its word. */
export async function allPoints(hub: Served, run: string, series: string) {
  const headers = { authorization: `Bearer ${hub.token}` }
  const answer = await fetch(`${hub.url}/api/runs/${run}/points/${encodeURIComponent(series)}`, { headers })
  const lines = (await answer.text()).trim().split('\n')
  const parts = lines.map((line) => JSON.parse(line) as { steps: number[]; values: (number | string)[] })
  return { steps: parts.flatMap(({ steps }) => steps), values: parts.flatMap(({ values }) => values) }
}
