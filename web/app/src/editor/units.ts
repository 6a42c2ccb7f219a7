/** Units of a part: put in and taken out, by name where it is enough. */
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
