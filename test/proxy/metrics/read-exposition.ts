// A strict reader of Prometheus' text format 0.0.4, for tests: what breaks a rule of it throws.

/** One line of a series. */
interface ReadSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A metric as read. */
export interface ReadFamily {
  readonly help: string
  readonly type: string
  readonly samples: ReadSample[]
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y

/** Reads an exposition. @throws at the first line that breaks a rule of the format */
export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed')
  const families = new Map<string, ReadFamily>()
  const seen = new Set<string>()
  let help: { name: string; text: string } | undefined
  let current: { name: string; family: ReadFamily } | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const broken = (why: string): Error => new Error(`${why}: ${line}`)
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind !== undefined) {
      if (!metricName.test(name)) throw broken('no name of a metric')
      if (families.has(name)) throw broken('a metric in two places')
      if (kind === 'HELP') help = { name, text: rest }
      else {
        if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw broken('no type')
        if (help?.name !== name) throw broken('TYPE without the HELP of its metric before it')
        current = { name, family: { help: help.text, type: rest, samples: [] } }
        families.set(name, current.family)
      }
      continue
    }
    const [, sample = '', labelText = '', value = ''] = sampleLine.exec(line) ?? []
    if (sample === '') throw broken('neither a comment nor a sample')
    if (current === undefined) throw broken('a sample before its TYPE')
    const suffixes = current.family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    const base = current.name
    if (!suffixes.some((suffix) => sample === base + suffix)) throw broken(`a sample among those of ${base}`)
    if (!/^(?:[+-]?Inf|NaN|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.test(value)) throw broken('no number')
    const series = line.slice(0, line.lastIndexOf(' '))
    if (seen.has(series)) throw broken('a series twice')
    seen.add(series)
    current.family.samples.push({ name: sample, labels: readLabels(labelText, broken), value: Number(value) })
  }
  return families
}

function readLabels(text: string, broken: (why: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {}
  label.lastIndex = 0
  while (label.lastIndex < text.length) {
    const match = label.exec(text)
    if (match === null) throw broken('a malformed label')
    const [, name = '', value = ''] = match
    if (name in labels) throw broken('a label twice')
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  }
  return labels
}

/** The value of the one series with these labels among others; undefined when there is none. */
export function seriesValue(
  families: ReadonlyMap<string, ReadFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = [...families.values()]
    .flatMap(({ samples }) => samples)
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
  if (found.length > 1) throw new Error(`${found.length} series of ${name} ${JSON.stringify(labels)}`)
  return found[0]?.value
}
