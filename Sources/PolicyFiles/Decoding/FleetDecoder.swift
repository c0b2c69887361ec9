import Policy
import Vocabulary

/// Decodes `kind: Fleet`.
enum FleetDecoder {
  static func decode(_ header: Header) -> Fleet? {
    let spec = header.spec
    defer { spec.finish() }
    let name: FleetName? = spec.name(header.name.text, at: header.name.location)
    let catalogs = spec.list(spec.required("catalogs")).compactMap {
      catalog($0, spec.problems)
    }
    guard let name else { return nil }
    return Fleet(
      name: name, catalogs: catalogs, location: header.location)
  }

  private static func catalog(_ element: YAML, _ problems: Problems) -> CatalogReference? {
    guard let fields = Fields(element, path: "a catalog", problems: problems) else { return nil }
    defer { fields.finish() }
    let name: CatalogName? = fields.name(fields.required("name"))
    let folder = fields.optional("folder")
    let path = folder.flatMap { fields.relativePath($0.value, named: "a catalog's folder") }
    guard let name else { return nil }
    return CatalogReference(
      name: name, source: path.map(CatalogReference.Source.folder) ?? .shipped,
      location: element.location)
  }
}
