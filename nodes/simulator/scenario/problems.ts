/** A scenario that cannot be played. The message is meant for whoever wrote it; each problem names its place. */
export class ScenarioError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}
