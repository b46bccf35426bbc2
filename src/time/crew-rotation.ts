/** Rotations as planners write them: a row of letters per crew, a letter per day. */
import type { ShiftAssignment, ShiftCalendarConfig } from './shifts.ts';
import type { LocalDate } from './zone.ts';

/** The letter of a day off. */
export const dayOff = '-';

/**
 * A rotation from crew rows: all of one length, which is the cycle's.
 *
 * @param anchor the date of the first letter
 * @param crewRows letters by team; `-` is a day off
 * @param letters shift names by letter
 * @throws RangeError where rows differ in length or a letter has no shift; `listCrewRowProblems` lists all
 * @example rotationOfCrews('2026-01-05', { A: 'DDNN--', B: '--DDNN', C: 'NN--DD' }, { D: 'day', N: 'night' })
 */
export function rotationOfCrews(
  anchor: LocalDate,
  crewRows: Readonly<Record<string, string>>,
  letters: Readonly<Record<string, string>>,
): ShiftCalendarConfig['rotation'] {
  const problems = listCrewRowProblems(crewRows, letters);
  if (problems.length > 0) throw new RangeError(problems.map(({ team, message }) => `${team}: ${message}`).join('\n'));
  const rows = Object.entries(crewRows).map(([team, row]) => [team, [...row]] as const);
  const days = (rows[0]?.[1] ?? []).map((_, day) =>
    rows.flatMap(([team, row]): ShiftAssignment[] => {
      const letter = row[day] as string;
      return letter === dayOff ? [] : [{ shift: letters[letter] as string, team }];
    }),
  );
  return { anchor, days };
}

/** What is wrong with crew rows, by team; empty where nothing is. */
export function listCrewRowProblems(
  crewRows: Readonly<Record<string, string>>,
  letters: Readonly<Record<string, string>>,
): { readonly team: string; readonly message: string }[] {
  const rows = Object.entries(crewRows);
  const length = [...(rows[0]?.[1] ?? '')].length;
  return rows.flatMap(([team, row]) => {
    const problems: string[] = [];
    const own = [...row];
    if (own.length === 0) problems.push('has no letters. Give one a day.');
    if (own.length !== length)
      problems.push(
        `'${row}' has ${own.length} days, the first team's row ${length}. Make them as long as each other.`,
      );
    const unknown = [...new Set(own)].filter((letter) => letter !== dayOff && !Object.hasOwn(letters, letter));
    for (const letter of unknown)
      problems.push(`'${letter}' is no shift. Use ${[...Object.keys(letters), dayOff].join(', ')}.`);
    return problems.map((message) => ({ team, message }));
  });
}
