import { windowsZones } from '../../../mailbox/time-zone.ts'
import { rulesOf, type YearlyChange, type ZoneRules } from '../../../mailbox/time-zone-rules.ts'
import { attributeOf, childOf, childrenOf, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation } from '../operation.ts'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** The time zones of Windows that the server knows, all or those asked for ([MS-OXWSGTZ]), with the rules of this year. */
export const getServerTimeZones: EwsOperation = {
  name: 'GetServerTimeZones',
  run(request, { now }) {
    // Absent means true.
    const full = !/^(false|0)$/.test(attributeOf(request, 'ReturnFullTimeZoneData') ?? 'true')
    const list = childOf(request, messagesNamespace, 'Ids')
    const asked = list && childrenOf(list, typesNamespace, 'Id').map((id) => (textOf(id) ?? '').toLowerCase())
    const year = new Date(now).getUTCFullYear()
    return [
      attempt(() => {
        const zones = windowsZones.filter((zone) => asked === undefined || asked.includes(zone.toLowerCase()))
        if (asked !== undefined && zones.length === 0) {
          throw new EwsError('ErrorTimeZone', 'One or more of the time zones are not known to the server.')
        }
        return markup`<m:TimeZoneDefinitions>${zones.map((zone) => definition(zone, rulesOf(zone, year), full))}</m:TimeZoneDefinitions>`
      }, markup`<m:TimeZoneDefinitions/>`),
    ]
  },
}

function definition(zone: string, rules: ZoneRules, full: boolean): Markup {
  const head = markup`Id="${zone}" Name="(UTC${signed(rules.standardBias)}) ${zone}"`
  if (!full) return markup`<t:TimeZoneDefinition ${head}/>`
  const { standardBias, daylightBias, changes } = rules
  const id = (part: string): string => `trule:Microsoft/Registry/${zone}/1-${part}`
  const period = (part: string, bias: number): Markup =>
    markup`<t:Period Bias="${durationText(bias)}" Name="${part}" Id="${id(part)}"/>`
  const transitions =
    changes.length === 0
      ? markup`<t:Transition><t:To Kind="Period">${id('Standard')}</t:To></t:Transition>`
      : markup`${changes.map((change) => transition(change, id(change.to)))}`
  return markup`<t:TimeZoneDefinition ${head}><t:Periods>${period('Standard', standardBias)}${
    daylightBias === undefined ? undefined : period('Daylight', daylightBias)
  }</t:Periods><t:TransitionsGroups><t:TransitionsGroup Id="0">${
    transitions
  }</t:TransitionsGroup></t:TransitionsGroups><t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:TimeZoneDefinition>`
}

function transition({ month, dayOfWeek, occurrence, minutes }: YearlyChange, to: string): Markup {
  return markup`<t:RecurringDayTransition><t:To Kind="Period">${to}</t:To><t:TimeOffset>${durationText(
    minutes,
  )}</t:TimeOffset><t:Month>${month}</t:Month><t:DayOfWeek>${days[dayOfWeek]}</t:DayOfWeek><t:Occurrence>${
    occurrence
  }</t:Occurrence></t:RecurringDayTransition>`
}

/** Minutes as an XML Schema duration: 300 is PT5H, -90 is -PT1H30M, 0 is PT0S. */
function durationText(minutes: number): string {
  if (minutes === 0) return 'PT0S'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : ''}PT${hours === 0 ? '' : `${hours}H`}${rest === 0 ? '' : `${rest}M`}`
}

/** A bias as people write it: 300 is -05:00. */
function signed(bias: number): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const size = Math.abs(bias)
  return bias === 0 ? '' : `${bias > 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
