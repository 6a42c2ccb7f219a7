import { describe, expect, it } from 'vitest';
import { project } from './mercator';
import type { LonLat, Zone } from './types';
import { type Room, zoneNames, zoneText } from './zonenames';

const zone: Zone = {
  id: 19,
  decree: 7,
  decreeNumber: 'DS 056-2019-PCM',
  from: 0,
  to: 14,
  extent: 'derived',
  termInferred: false,
  form: 'km_range',
  label: [-71.96, -14.19],
  axis: [
    [
      [-71.96, -14.1],
      [-71.96, -14.3],
    ],
  ],
  geometry: null,
  properties: { form_es: 'km 130–160, ±500 m', form_en: 'km 130–160, ±500 m', decree_title_es: 'Sin número, 2015' },
};

describe('the words of a name', () => {
  it('are the decree, then its form', () => {
    expect(zoneText(zone, 'es')).toBe('DS 056-2019-PCM\nkm 130–160, ±500 m');
  });

  it('say when the extent is indicative', () => {
    expect(zoneText({ ...zone, extent: 'indicative' }, 'es')).toMatch(/\n\(extensión indicativa\)$/);
  });

  it('are fewer where there is little room', () => {
    expect(zoneText(zone, 'es', true)).toBe('DS 056-2019\nkm 130–160');
    const area = { ...zone, axis: null, properties: { form_es: 'distritos: Haquira, Mara' } };
    expect(zoneText(area, 'es', true)).toBe('DS 056-2019\ndistritos: Haquira, Mara');
  });

  it('fall back to the title of a decree whose number is not known', () => {
    expect(zoneText({ ...zone, decreeNumber: null }, 'es')).toMatch(/^Sin número, 2015\n/);
  });
});

describe('the spot of a name', () => {
  const ZOOM = 8;
  const [x, y] = project([-71.96, -14.2], ZOOM);
  const view = { left: x - 400, top: y - 300, right: x + 400, bottom: y + 300 };
  const room: Room = { zoom: ZOOM, view, taken: [] };
  const spotOf = (zones: Zone[], where: Room) => {
    const [first] = zoneNames(zones, 'es', where).features;
    const geometry = first?.geometry;
    const { side, step } = first?.properties ?? {};
    return { side, step, at: geometry?.type === 'Point' ? geometry.coordinates : null };
  };

  it('is halfway along a strip, to its right', () => {
    const spot = spotOf([zone], room);
    expect(spot).toMatchObject({ side: 'right', step: 0 });
    expect(spot.at?.[1]).toBeCloseTo(-14.2, 3);
  });

  it('is to the left where a tally stands to the right', () => {
    const right = { left: x + 12, top: y - 300, right: x + 90, bottom: y + 300 };
    expect(spotOf([zone], { ...room, taken: [right] })).toMatchObject({ side: 'left', step: 0 });
  });

  it('is further out where both sides are taken', () => {
    const both = [-60, 12].map((dx) => ({ left: x + dx, top: y - 300, right: x + dx + 40, bottom: y + 300 }));
    expect(spotOf([zone], { ...room, taken: both }).step).toBeGreaterThan(0);
  });

  it('leaves the kilometres room beside the road', () => {
    const [nx, ny] = project([-71.96, -14.2], 9);
    const near = { left: nx - 400, top: ny - 300, right: nx + 400, bottom: ny + 300 };
    expect(spotOf([zone], { zoom: 9, view: near, taken: [] })).toMatchObject({ side: 'right', step: 1 });
  });

  it('stays in view while any of the strip does', () => {
    const [, top] = project([-71.96, -14.27], ZOOM);
    const low = { ...room, view: { ...room.view, top, bottom: top + 600 } };
    const at = spotOf([zone], low).at as LonLat;
    expect(project(at, ZOOM)[1]).toBeGreaterThan(top);
  });

  it('is beside the section that is in view', () => {
    const far: LonLat[] = [
      [-70.5, -15],
      [-70.5, -15.9],
    ];
    const sections = { ...zone, axis: [far, ...(zone.axis ?? [])] };
    expect(spotOf([sections], room).at?.[0]).toBe(-71.96);
  });

  it('is below an indicative area, or beside it where the view ends', () => {
    const ring = [
      [-72.3, -14.1],
      [-72.2, -14.2],
      [-72.1, -14.1],
      [-72.3, -14.1],
    ];
    const area: Zone = {
      ...zone,
      axis: null,
      extent: 'indicative',
      geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
    };
    const [ax, ay] = project([-72.2, -14.15], ZOOM);
    const around = { left: ax - 400, top: ay - 300, right: ax + 400, bottom: ay + 300 };
    expect(spotOf([area], { ...room, view: around })).toMatchObject({ side: 'below', at: [-72.2, -14.2] });
    const low = { ...room, view: { ...around, bottom: project([-72.2, -14.2], ZOOM)[1] + 10 } };
    expect(spotOf([area], low)).toMatchObject({ side: 'right', at: [-72.1, -14.1] });
  });

  it('clears a strip at its true width', () => {
    const wide = { ...zone, properties: { ...zone.properties, left_m: 500, right_m: 500 } };
    const steps = [12, 13, 14].map((zoom) => {
      const [cx, cy] = project([-71.96, -14.2], zoom);
      const close = { left: cx - 700, top: cy - 400, right: cx + 700, bottom: cy + 400 };
      return spotOf([wide], { zoom, view: close, taken: [] }).step;
    });
    expect(steps).toEqual([1, 1, 2]);
  });

  it('is shared by two decrees over the same strip', () => {
    const both = zoneNames([zone, { ...zone, id: 20, decreeNumber: 'DS 061-2019-PCM' }], 'es', room).features;
    expect(both).toHaveLength(1);
    expect(both[0]?.properties?.text).toContain('DS 061-2019-PCM');
  });
});
