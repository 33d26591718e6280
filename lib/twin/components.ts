import type { MemberModel } from '../core/model';
import { kubernetesComponents } from './kubernetes';
import type { Component, Layout } from './layout';
import { volcanoEngine } from './needed-engines';
import type { TwinEngines } from './state';
import { volcanoComponents } from './volcano';

/** All components of a member, the API server first. */
export function memberComponents(layout: Layout, engines: TwinEngines, member: MemberModel): Component[] {
  const volcano = volcanoEngine(engines, member);
  return [
    ...kubernetesComponents(layout, engines.kubernetes, member.name),
    ...(volcano ? volcanoComponents(layout, volcano, member.name) : []),
  ];
}
