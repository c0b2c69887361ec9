import Policy
import Toolchains
import Unikernel
import Vocabulary

/// The smallest module with sources: it prints its option when the image boots.
enum ProbeModule {
  static let source = """
    #include <merlon.h>
    #include "options.h"

    void probe_start(void);
    void probe_start(void) { merlon_puts(MERLON_OPTION_TEXT); }

    """

  /// Makes the module.
  static func sealed(
    text: String = "probe", source: String = source, name: String = "probe.c"
  ) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = [name]
    recipe.hasStart = true
    return try TestModule.sealed(
      "probe", recipe: recipe, declared: ["text": Option(type: .string)],
      files: [name: Array(source.utf8)], options: ["text": .string(text)])
  }

  /// Makes a module that seals one option of every type into the image as bytes that can be found.
  static func tables(
    map: [String: OptionValue], lists: [String: OptionValue], files: [String: [UInt8]]
  ) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = ["tables.c"]
    recipe.hasStart = true
    let source = """
      #include <merlon.h>
      #include "options.h"

      struct pair { const char *key; size_t key_length; const char *value; size_t value_length; };
      #define PAIR(key, key_length, value, value_length) {key, key_length, value, value_length},
      static const struct pair map[] = {MERLON_OPTION_MAP(PAIR){NULL, 0, NULL, 0}};
      static const struct pair lists[] = {MERLON_OPTION_LISTS(PAIR){NULL, 0, NULL, 0}};
      #define CHECK(key, key_length, value, value_length) \\
        _Static_assert(sizeof key - 1 == key_length, "length of a key");
      MERLON_OPTION_MAP(CHECK)
      MERLON_OPTION_LISTS(CHECK)
      #define DECLARE(index, path, path_length) \\
        extern const unsigned char merlon_file_tables_files_##index[]; \\
        extern const unsigned long merlon_file_tables_files_##index##_size;
      MERLON_OPTION_FILES(DECLARE)
      #define WRITE(index, path, path_length) \\
        merlon_console_write(path, path_length); \\
        merlon_console_write((const char *)merlon_file_tables_files_##index, \\
                             merlon_file_tables_files_##index##_size);

      void tables_start(void);
      void tables_start(void) {
        for (int i = 0; i < MERLON_OPTION_MAP_COUNT; i++) {
          merlon_console_write(map[i].key, map[i].key_length);
          merlon_console_write(map[i].value, map[i].value_length);
        }
        for (int i = 0; i < MERLON_OPTION_LISTS_COUNT; i++) {
          merlon_console_write(lists[i].key, lists[i].key_length);
          merlon_console_write(lists[i].value, lists[i].value_length);
        }
        MERLON_OPTION_FILES(WRITE)
      }

      """
    return try TestModule.sealed(
      "tables", recipe: recipe,
      declared: [
        "map": Option(type: .stringMap), "lists": Option(type: .stringsMap),
        "files": Option(type: .directory),
      ], files: ["tables.c": Array(source.utf8)],
      options: ["map": .map(map), "lists": .map(lists), "files": .string("site")],
      directories: ["files": files])
  }
}
