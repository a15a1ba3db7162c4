import type { ConsentingPerson } from '../../orange/sign-in/people.ts';

/** Somebody who works here and has a telephone. */
export interface Employee extends ConsentingPerson {
  readonly impId: string;
  readonly countryCode: string;
  readonly didNumber: string;
  readonly shortNumber: string;
}

const employee = (name: string, lastName: string, index: number, admin?: boolean): Employee => ({
  userId: `${name.toLowerCase()}@example.com`,
  firstName: name,
  lastName,
  impId: `${name.toLowerCase()}.${lastName.toLowerCase()}@ims.example.com`,
  countryCode: '33',
  didNumber: `+331555501${String(index).padStart(2, '0')}`,
  shortNumber: String(2000 + index),
  refreshToken: `sim-refresh-${name.toLowerCase()}`,
  ...(admin && { admin }),
});

/** The built-in company. */
export const teamingCompany: readonly Employee[] = [
  employee('Alice', 'Martin', 1),
  employee('Bob', 'Durand', 2),
  employee('Carol', 'Petit', 3),
  employee('Dave', 'Moreau', 4),
  employee('Erin', 'Leroy', 5),
  employee('Frank', 'Simon', 6),
  employee('Admin', 'Laurent', 9, true),
];
