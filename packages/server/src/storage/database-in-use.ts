export class DatabaseInUse extends Error {
  override readonly name = "DatabaseInUse";
  readonly path: string;

  constructor(path: string, options: ErrorOptions) {
    super(
      `Another Whoseline process already uses the database file ${path}. Stop it first, or set WHOSELINE_DATABASE to another file.`,
      options,
    );
    this.path = path;
  }
}
