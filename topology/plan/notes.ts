import { FileProblems, type Locate, type Path, type Problem } from '../problems.ts'

/** Collects what is wrong while a plan is made, so that everything is told at once. */
export interface Notes {
  /** Notes a problem at a path of the file. */
  tell(path: Path, message: string, which?: 'key' | 'value'): void
  /** @throws FileProblems when anything was noted. */
  throwIfAny(): void
}

/** Notes for one file; `file` is what the error names, undefined for text from memory. */
export function takeNotes(locate: Locate, file: string | undefined): Notes {
  const problems: Problem[] = []
  return {
    tell: (path, message, which) => problems.push({ place: locate(path, which), message }),
    throwIfAny: () => {
      if (problems.length > 0) throw new FileProblems(file ?? locate([]).file, problems)
    },
  }
}
