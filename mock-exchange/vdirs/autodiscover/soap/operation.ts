// An operation of SOAP Autodiscover is one file that exports one `SoapOperation`, and one line in `soap.ts`.

import { childrenOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import type { VdirContext } from '../../types.ts'

export const autodiscoverNamespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'

/** ErrorCode of a whole answer or of a part of it ([MS-OXWSADISC] 2.2.5.2). */
export type SoapErrorCode =
  | 'NoError'
  | 'RedirectAddress'
  | 'RedirectUrl'
  | 'InvalidUser'
  | 'InvalidRequest'
  | 'InvalidSetting'
  | 'SettingIsNotAvailable'
  | 'InvalidDomain'
  | 'NotFederated'

export interface SoapOperation {
  /** GetUserSettings; the request's element is `<name>RequestMessage`. */
  readonly name: string
  /** `response` is what follows ErrorCode and ErrorMessage within `Response`. */
  run(
    request: Element | undefined,
    context: VdirContext,
  ): { readonly response: Markup; readonly code?: SoapErrorCode; readonly message?: string }
}

/** Texts of the list `parent` of a request, such as the `Setting`s of `RequestedSettings`; empty ones are left out. */
export function textsOf(request: Element | undefined, parent: string, child: string): string[] {
  return elementsOf(request, parent, child).flatMap((element) => textOf(element) ?? [])
}

/** Elements of the list `parent` of a request. */
export function elementsOf(request: Element | undefined, parent: string, child: string): Element[] {
  const holder = request && descendantOf(request, autodiscoverNamespace, parent)
  return holder === undefined ? [] : childrenOf(holder, autodiscoverNamespace, child)
}

/** ErrorCode and ErrorMessage, with which every part begins. */
export function errorParts(code: SoapErrorCode, message = ''): Markup {
  return markup`<ErrorCode>${code}</ErrorCode><ErrorMessage>${message}</ErrorMessage>`
}

/** A name out of a request as it may stand in a message: nobody's 100 kB come back. */
export function named(text: string): string {
  return text.length > 320 ? `${text.slice(0, 320)}…` : text
}
