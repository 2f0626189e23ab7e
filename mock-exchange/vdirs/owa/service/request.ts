// The JSON of OWA's own service: EWS's requests with `__type` for the names of elements. Its outer form is public through
// many traces; only members that are used here are looked at.

/** The request cannot be understood: 500 with a fault in JSON [recalled]. */
export class OwaServiceFault extends Error {
  override readonly name = 'OwaServiceFault'
  readonly exceptionName: 'OwaSerializationException' | 'OwaInvalidRequestException'

  constructor(exceptionName: OwaServiceFault['exceptionName'], message: string) {
    super(message)
    this.exceptionName = exceptionName
  }
}

/** A value out of a request's JSON, to be looked into without knowing what it is. */
export class JsonPart {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }

  /** A member; one that holds nothing when there is no such member. */
  at(name: string): JsonPart {
    const { value } = this
    const own = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    return new JsonPart(own ? Reflect.get(value, name) : undefined)
  }

  /** The elements; a single object counts as a list of one. */
  list(): readonly JsonPart[] {
    const { value } = this
    if (Array.isArray(value)) return value.slice(0, 1_000).map((one) => new JsonPart(one))
    return typeof value === 'object' && value !== null ? [this] : []
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined
  }

  get number(): number | undefined {
    return typeof this.value === 'number' && Number.isFinite(this.value) ? this.value : undefined
  }

  get truth(): boolean | undefined {
    return typeof this.value === 'boolean' ? this.value : undefined
  }

  /** `Message` of `"__type":"Message:#Exchange"`. */
  get type(): string {
    return (this.at('__type').text ?? '').split(':', 1)[0] ?? ''
  }
}

/** `Body` of a request. @throws OwaServiceFault when the text is no JSON object */
export function readServiceRequest(text: string): JsonPart {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return new JsonPart(value).at('Body')
  } catch {
    // Said below, in the service's own words.
  }
  throw new OwaServiceFault('OwaSerializationException', 'Cannot deserialize the request: it is not a JSON object.')
}
