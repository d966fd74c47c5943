//! Compiles every `.proto` file without a `protoc` binary.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use prost::Message;
use prost_types::FileDescriptorSet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?);
    let mut files = Vec::new();
    collect(&root.join("kiemdinh"), &mut files)?;
    files.sort();
    println!("cargo:rerun-if-changed={}", root.join("kiemdinh").display());

    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    fs::write(out.join("commands.rs"), commands(&descriptors))?;
    tonic_prost_build::configure()
        .build_transport(false)
        .compile_fds(descriptors)?;
    Ok(())
}

/// An implementation of `CommandRequest` for every message that carries a `request_id`.
fn commands(descriptors: &FileDescriptorSet) -> String {
    let mut code = String::new();
    for file in &descriptors.file {
        let Some(module) = file.package().split('.').nth(1) else {
            continue;
        };
        for message in &file.message_type {
            let has = |name: &str| message.field.iter().any(|field| field.name() == name);
            if has("request_id") {
                let etag = if has("etag") { "&self.etag" } else { "\"\"" };
                code += &format!(
                    "impl CommandRequest for crate::{module}::{} {{\n\
                         fn request_id(&self) -> &str {{ &self.request_id }}\n\
                         fn validate_only(&self) -> bool {{ self.validate_only }}\n\
                         fn etag(&self) -> &str {{ {etag} }}\n\
                     }}\n",
                    message.name(),
                );
            }
        }
    }
    code
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
