/** A task for both tools: the module's name, and its parameters in their written order. */
export interface Task {
  readonly module: string;
  readonly params: Readonly<Record<string, string | boolean>>;
}

/** The tasks as the YAML of a role's tasks/main.yml. Strings are written as JSON, which is valid YAML. */
export function renderTasks(tasks: readonly Task[]): string {
  return tasks
    .map(({ module, params }, index) => {
      const lines = Object.entries(params).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}\n`);
      return `- name: Task ${index + 1}\n  ${module}:\n${lines.join('')}`;
    })
    .join('');
}
