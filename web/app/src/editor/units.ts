/** Units of a part: put in and taken out, by name where it is enough. */
import { fold, plain, says, words } from '../fold';
import type { Level } from './content';
import type { Desk } from './desk';
import type { Unit } from './reference';

/** By its name, or by its id where several of the level are called so. */
export function addUnit(desk: Desk, unit: Unit): void {
  const part = desk.currentPart;
  if (!part || !desk.open) return;
  const namesakes = desk.reference.units.filter((one) => one.level === unit.level && one.name === unit.name);
  const key = namesakes.length > 1 ? unit.id : unit.name;
  const units = part.units ?? [];
  desk.typed.delete('unit-search');
  if (!units.includes(key)) desk.changePart({ level: unit.level as Level, units: [...units, key] });
  desk.tell();
}

/** As a click on the map does. */
export function toggleUnit(desk: Desk, unit: Unit): void {
  const units = desk.currentPart?.units ?? [];
  const rest = units.filter((one) => one !== unit.id && one !== unit.name);
  if (rest.length < units.length) desk.changePart({ units: rest });
  else addUnit(desk, unit);
}

/**
 * Those that a query means: first those whose name begins as it is typed, then those that do in another spelling, then
 * those whose province or department does.
 */
export function findUnits(units: readonly Unit[], query: string): Unit[] {
  const wanted = words(query);
  if (wanted.length === 0) return [];
  const rank = (unit: Unit) => {
    if (plain(unit.name).startsWith(plain(query))) return 0;
    if (says(fold(unit.name), wanted)) return 1;
    return says(fold(`${unit.name} ${where(unit)}`), wanted) ? 2 : 3;
  };
  const ranked = [0, 1, 2].map(() => [] as Unit[]);
  for (const unit of units) ranked[rank(unit)]?.push(unit);
  return ranked.flat();
}

/** The units that a unit lies in. */
export function where({ level, province, department }: Unit): string {
  const names = level === 'district' ? [province, department] : level === 'province' ? [department] : [];
  return names.filter(Boolean).join(', ');
}
