//! `demo`: the real plan of Bắc Sơn for 2024, rehearsed to its end, then served.

use std::path::Path;

use calendar::{Day, Month, start_of_day};
use platform::configuration::Configuration;

use crate::arguments::{Demo, Service};
use crate::output::Printer;
use crate::problem::{Kind, Problem};
use crate::rehearsal::{Options, Report, plan};
use crate::replay::{rehearse, shown_on_a_terminal};
use crate::serve;

/// Marks a folder that the demo made and may make anew.
const MARKER: &str = ".kiemdinh-demo";
const YEAR: i32 = 2024;

/// Rehearses the plan in `{data}/demo`, prints what it came to, and serves it unless `--once` is given.
///
/// # Errors
/// When the folder is not the demo's, a port is taken, or the rehearsal cannot go on.
pub async fn run(
    mut configuration: Configuration,
    arguments: &Demo,
    printer: &Printer,
) -> Result<(), Problem> {
    let from = Day::from_ymd(YEAR, 1, 1).ok_or_else(|| Problem::failure("no such day"))?;
    let plan = plan::read(plan::BAC_SON_2024, from).map_err(plan::problem)?;
    configuration.data = configuration.data.join("demo");
    make_anew(&configuration.data)?;
    configuration.time.virtual_from = Some(start_of_day(from));
    if arguments.once {
        // Nobody will call from outside: any free ports will do.
        configuration
            .listen
            .values_mut()
            .for_each(|address| address.set_port(0));
    }
    let serving = serve::start(configuration, Service::All.names()).await?;
    if !arguments.once {
        serving.write_client_file()?;
    }
    let mut progress = shown_on_a_terminal();
    let options = Options {
        seed: arguments.seed,
        ..Options::new(from, &mut progress)
    };
    let report = rehearse(&serving, &plan, options).await;
    if arguments.once || report.is_err() {
        serving.stop().await;
        return report?.print(printer);
    }
    let report = report?;
    report.print(printer)?;
    eprint!("{}", guide(&report));
    serving.until_told_to_end().await
}

/// How to go on from a second terminal.
fn guide(report: &Report) -> String {
    let school = report.schools.first();
    let dossier = school
        .and_then(|school| school.dossier.as_deref())
        .unwrap_or("SỐ-HỒ-SƠ");
    // The end of the month after the one in which the rehearsal stands.
    let next = report
        .ended_on
        .map(|day| Month::of(day).next().last_day().to_string());
    format!(
        "
Hệ thống vẫn chạy. Mở cửa sổ dòng lệnh thứ hai trong cùng thư mục và thử:

  kiemdinh authority list
  kiemdinh school list --search chieu
  kiemdinh plan progress {year}
  kiemdinh self-assessment list
  kiemdinh dossier list
  kiemdinh dossier history {dossier}
  kiemdinh season list
  kiemdinh team list
  kiemdinh reviewer workload
  kiemdinh review get {dossier}
  kiemdinh review pace
  kiemdinh clock list --dossier {dossier}
  kiemdinh clock explain MÃ-THỜI-HẠN
  kiemdinh decision list
  kiemdinh decision get {dossier}
  kiemdinh certificate list
  kiemdinh register search --on 31/12/{year}
  kiemdinh register verify MÃ-KIỂM-TRA
  kiemdinh statistics attainment --by school_type
  kiemdinh clock punctuality --from 01/01/{year} --until 31/12/{year}
  kiemdinh mail outbox
  kiemdinh audit verify
  kiemdinh time advance --to {}

Dừng bằng Ctrl-C.
",
        next.unwrap_or_default(),
        year = YEAR,
    )
}

/// Makes an empty folder. One that is there is made anew only when it carries the marker.
fn make_anew(folder: &Path) -> Result<(), Problem> {
    let marker = folder.join(MARKER);
    if folder.exists() {
        let empty = std::fs::read_dir(folder)?.next().is_none();
        if !marker.is_file() && !empty {
            let message = format!(
                "thư mục {} không phải do bản diễn tập tạo ra nên không được xóa; hãy chọn thư mục khác bằng --data",
                folder.display()
            );
            return Err(Problem::new(Kind::Conflict, "NOT_OUR_FOLDER", message));
        }
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(
        &marker,
        "Made by `kiemdinh demo`, which deletes this folder when it runs again.\n",
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_ours_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("demo");
        make_anew(&folder).unwrap();
        std::fs::write(folder.join("registration.sqlite"), "old").unwrap();
        make_anew(&folder).unwrap();
        assert!(!folder.join("registration.sqlite").exists(), "ours is made anew");
        std::fs::remove_file(folder.join(MARKER)).unwrap();
        std::fs::write(folder.join("thesis.odt"), "ten years of work").unwrap();
        assert_eq!(make_anew(&folder).unwrap_err().reason, "NOT_OUR_FOLDER");
        assert!(folder.join("thesis.odt").exists());
    }
}
