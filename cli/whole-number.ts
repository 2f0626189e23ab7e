import { InvalidArgumentError } from 'commander'

/** A whole number from 1 up, for commander to parse an option with. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1 up.')
  return number
}
