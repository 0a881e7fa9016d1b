//! Files are read from a folder as they are packed into the program.

use std::fs;
use std::path::{Path, PathBuf};

use verdict::diagnostic::{Code, Severity};
use verdict::document;
use verdict::load::{File, Files, InputError, read_input};

/// An empty folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_packed_files_are_those_of_the_folder() {
    for (packed, name) in [(Files::shipped_catalog(), "catalog"), (Files::shipped_rules(), "rules")] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if !folder.exists() {
            continue;
        }
        let read = Files::read_dir(&folder).unwrap();
        assert_eq!(read.found.as_slice(), []);
        assert_eq!(packed.digest, read.digest);
        assert_eq!(packed.digest.len(), 64);
        assert_eq!(packed.files.len(), read.files.len());
        for (a, b) in packed.files.iter().zip(&read.files) {
            assert_eq!(a.path, b.path);
            // Packing leaves places out, so both are compared as they are packed.
            let packed = |file: &File| document::packed::pack(&[(file.path.as_str(), file.root.clone())]);
            assert_eq!(packed(a), packed(b), "{}", a.path);
        }
        assert!(packed.files.is_sorted_by(|a, b| a.path.as_bytes() < b.path.as_bytes()));
    }
}

#[test]
fn a_folder_is_read_in_order_and_what_does_not_belong_is_warned_of() {
    let folder = folder("order");
    for (path, bytes) in [
        ("b.toml", &b"x = 1"[..]),
        ("a/z.toml", b"x = 1"),
        ("a-b.toml", b"x = 1"),
        ("README.md", b"read me"),
        ("ATTRIBUTION", b"thanks"),
        (".hidden.toml", b"= ="),
        ("old.json", b"{}"),
        ("bad.toml", b"x = \xff"),
        ("worse.toml", b"x = 1\nx = 2"),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let files = Files::read_dir(&folder).unwrap();
    let paths: Vec<_> = files.files.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(paths, ["a-b.toml", "a/z.toml", "b.toml"]);
    let found: Vec<_> = files.found.as_slice().iter().map(|d| (d.code, d.severity)).collect();
    assert_eq!(
        found,
        [
            (Code::UnexpectedFile, Severity::Warning),
            (Code::UnexpectedFile, Severity::Warning),
            (Code::InvalidUtf8, Severity::Error),
            (Code::DuplicateKey, Severity::Error)
        ]
    );
    assert!(files.found.as_slice()[0].message.ends_with(".hidden.toml` begins with a dot, and is not read"));
    assert!(files.found.as_slice()[2].message.ends_with("bad.toml` is not UTF-8: byte 4 is 0xff"));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    let folder = folder("circle");
    fs::create_dir(folder.join("in")).unwrap();
    fs::write(folder.join("in/a.toml"), "x = 1").unwrap();
    std::os::unix::fs::symlink(&folder, folder.join("in/out")).unwrap();
    let files = Files::read_dir(&folder).unwrap();
    assert_eq!(files.files.len(), 1);
    assert_eq!(files.found.as_slice()[0].code, Code::UnexpectedFile);
}

#[test]
fn the_digest_depends_on_names_and_bytes() {
    let folder = folder("digest");
    let digest = |path: &str, text: &str| {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(path), text).unwrap();
        Files::read_dir(&folder).unwrap().digest
    };
    let first = digest("a.toml", "x = 1");
    assert_eq!(first, digest("a.toml", "x = 1"));
    assert_ne!(first, digest("b.toml", "x = 1"));
    assert_ne!(first, digest("a.toml", "x = 2"));
}

#[test]
fn what_the_world_refuses_is_an_error_and_not_a_diagnostic() {
    let missing = Files::read_dir(Path::new("no/such/folder")).unwrap_err();
    assert_eq!(missing.to_string(), "cannot read `no/such/folder`: it does not exist");
    let folder = folder("input");
    assert!(matches!(read_input(&folder.to_string_lossy()), Err(InputError::World(_))));
    let file = folder.join("needs.json");
    fs::write(&file, "{}").unwrap();
    assert_eq!(read_input(&file.to_string_lossy()).unwrap().text, "{}");
    let in_file = Files::read_dir(&file).unwrap_err().to_string();
    assert!(in_file.ends_with("it is not a folder"), "{in_file}");
    fs::write(&file, b"\xff").unwrap();
    assert!(matches!(read_input(&file.to_string_lossy()), Err(InputError::Data(d)) if d.code == Code::InvalidUtf8));
    fs::write(&file, vec![b' '; 8 * 1024 * 1024 + 1]).unwrap();
    assert!(matches!(read_input(&file.to_string_lossy()), Err(InputError::Data(d)) if d.code == Code::TooLarge));
}
