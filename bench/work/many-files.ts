const COUNT = 1000;

/** One task that creates a thousand files from one template. */
export const MANY = `- name: The directory
  file:
    path: /opt/many
    state: directory
- name: A thousand files
  template:
    src: many.conf
    dest: /opt/many/<%= item %>.conf
    mode: "0644"
  loop: [${Array.from({ length: COUNT }, (_, index) => index + 1).join(', ')}]
`;

export const MANY_SOURCE = `# file <%= item %>\nname = file-<%= item %>\nvalue = <%= bench_settings.port %>\n`;

/** The same files by name, for tar. */
export const MANY_FILES: ReadonlyMap<string, string> = new Map(
  Array.from({ length: COUNT }, (_, index) => [
    `${index + 1}.conf`,
    `# file ${index + 1}\nname = file-${index + 1}\nvalue = 8080\n`,
  ]),
);
