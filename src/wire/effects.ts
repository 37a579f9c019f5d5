import {
  isRecord,
  jsonFromNumber,
  jsonFromNumbers,
  jsonFromRunValue,
  malformed,
  runValueFromJson,
  type Effects,
  type JsonRunValue,
  type Leads,
  type RunValue,
} from '#src/vocabulary/index.ts'

/** Effects and leads in JSON, where a number that is not finite is a text, and a value of a run as `jsonFromRunValue` has it. */

export function jsonOfEffects({ rows, groups, fits }: Effects): object {
  return {
    rows: rows.map((row) => ({
      ...row,
      factors: row.factors.map(jsonFromRunValue),
      value: row.value === null ? null : jsonFromNumber(row.value),
    })),
    groups: groups.map((group) => ({ ...group, key: group.key.map(jsonFromRunValue), ...jsonOfSpread(group) })),
    fits: fits.map((fit) => ({
      ...fit,
      parameters: fit.parameters.map(({ name, value, low, high }) => ({
        ...{ name, value: jsonFromNumber(value), low: jsonFromNumber(low), high: jsonFromNumber(high) },
      })),
      residuals: jsonFromNumbers(fit.residuals),
      r2: jsonFromNumber(fit.r2),
    })),
  }
}

export function effectsFromJson(value: unknown): Effects {
  const { rows, groups, fits } = record(value, 'effects')
  return {
    rows: list(rows, 'effects.rows').map((row) => ({
      ...(row as unknown as Effects['rows'][number]),
      factors: valuesFrom(row.factors),
      value: row.value === null ? null : Number(row.value),
    })),
    groups: list(groups, 'effects.groups').map((group) => ({
      ...(group as unknown as Effects['groups'][number]),
      key: valuesFrom(group.key),
      ...spreadFrom(group, 'center'),
    })),
    fits: list(fits, 'effects.fits').map((fit) => ({
      ...(fit as unknown as Effects['fits'][number]),
      parameters: list(fit.parameters, 'effects.fits.parameters').map((parameter) => ({
        name: String(parameter.name),
        ...spreadFrom(parameter, 'value'),
      })),
      residuals: (fit.residuals as readonly unknown[]).map(Number),
      r2: Number(fit.r2),
    })),
  }
}

export function jsonOfLeads({ leads, ...rest }: Leads): object {
  return { ...rest, leads: leads.map((lead) => ({ ...lead, median: jsonFromNumber(lead.median), low: jsonFromNumber(lead.low), high: jsonFromNumber(lead.high) })) } // prettier-ignore
}

export function leadsFromJson(value: unknown): Leads {
  const { leads, ...rest } = record(value, 'leads')
  return {
    ...(rest as unknown as Omit<Leads, 'leads'>),
    leads: list(leads, 'leads.leads').map((lead) => ({ ...(lead as unknown as Leads['leads'][number]), ...spreadFrom(lead, 'median') })), // prettier-ignore
  }
}

function jsonOfSpread({ center, low, high }: { readonly center: number; readonly low: number; readonly high: number }) {
  return { center: jsonFromNumber(center), low: jsonFromNumber(low), high: jsonFromNumber(high) }
}

function spreadFrom<Name extends string>(value: Record<string, unknown>, name: Name) {
  return { [name]: Number(value[name]), low: Number(value.low), high: Number(value.high) } as Record<
    Name | 'low' | 'high',
    number
  >
}

function valuesFrom(values: unknown): RunValue[] {
  return (values as readonly JsonRunValue[]).map(runValueFromJson)
}

function list(value: unknown, path: string): Record<string, unknown>[] {
  if (!Array.isArray(value)) throw malformed(path, 'a list', value)
  return value.map((item: unknown, i) => record(item, `${path}[${i}]`))
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw malformed(path, 'a record', value)
  return value
}
