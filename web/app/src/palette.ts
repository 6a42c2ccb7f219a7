/** The map's colours, light and dark. Canvas and WebGL read no CSS, so the page's tokens that the map uses stand here too. */
import type { Category, Theme } from './types';

export interface Palette {
  panel: string;
  ink: string;
  ink2: string;
  edge: string;
  zone: string;
  water: string;
  land: string;
  focusLand: string;
  urban: string;
  river: string;
  lake: string;
  lakeEdge: string;
  departmentLine: string;
  border: string;
  coast: string;
  legal: string;
  rail: string;
  road: string;
  casing: string;
  waterLabel: string;
  departmentLabel: string;
  halo: string;
  groups: Record<Category, string>;
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    panel: '#FFFFFF',
    ink: '#1F1B16',
    ink2: '#544D44',
    edge: '#8F877B',
    zone: '#3A4CB4',
    water: '#CBDAE1',
    land: '#ECE7DD',
    focusLand: '#F7F4ED',
    urban: '#E3D9C9',
    river: '#A9C3D0',
    lake: '#C3D5DE',
    lakeEdge: '#92AFBE',
    departmentLine: '#AFA596',
    border: '#776C60',
    coast: '#97B1BE',
    legal: '#8A6420',
    rail: '#6E665C',
    road: '#1F1B16',
    casing: '#FFFFFF',
    waterLabel: '#2F566B',
    departmentLabel: '#6F675B',
    halo: '#FBF9F4',
    groups: {
      closures: '#D4500C',
      violence: '#7A0F2B',
      state_action: '#3A4CB4',
      dialogue: '#006B5E',
      other: '#8A8377',
    },
  },
  dark: {
    panel: '#1E2226',
    ink: '#F2EEE6',
    ink2: '#C2BBB0',
    edge: '#7D8087',
    zone: '#8C9EFF',
    water: '#0B1822',
    land: '#22262A',
    focusLand: '#2A2F34',
    urban: '#33373B',
    river: '#3A5468',
    lake: '#10222F',
    lakeEdge: '#3D5568',
    departmentLine: '#656C74',
    border: '#8A8F96',
    coast: '#4A6374',
    legal: '#D6B36A',
    rail: '#9AA0A8',
    road: '#F2EEE6',
    casing: '#14171A',
    waterLabel: '#7FA3BC',
    departmentLabel: '#9AA0A8',
    halo: '#1F2327',
    groups: {
      closures: '#FFA050',
      violence: '#F0567F',
      state_action: '#8C9EFF',
      dialogue: '#6FE8CC',
      other: '#8A857C',
    },
  },
};
