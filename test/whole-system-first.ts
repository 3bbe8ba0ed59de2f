import { sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const wholeSystem = import.meta.dirname + sep;

/**
 * Vitest's order of the files: those of the whole system first. They take longest, whatever their size, and a worker that begins
 * one last keeps the others waiting.
 */
export class WholeSystemFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isOfWholeSystem = ({ moduleId }: TestSpecification) => moduleId.startsWith(wholeSystem);
    return [...sorted.filter(isOfWholeSystem), ...sorted.filter((file) => !isOfWholeSystem(file))];
  }
}
