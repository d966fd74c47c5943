//! `review` and `report`

use proto::fact::{CommentAnswer, ReviewStep};
use proto::review::{
    AnswerCommentsRequest, AssessCriteriaRequest, CompleteStepRequest, GetPaceRequest, GetReviewRequest,
    ListDutiesRequest, ListReviewsRequest, PlanVisitRequest, PlannedVisit, ReportRequest, Review as Wire,
    ReviewRequest, ReviewState, SubmitCommentsRequest,
};

use super::files;
use super::session::{PAGE, Session, filter, resource};
use crate::arguments::{HandIn, Report, Review};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

mod forms;

use forms::AssessmentForm;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Review, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Review::List { state } => {
            let state = filter::<ReviewState>(state.as_deref(), "--state")?;
            list(session, state, printer).await
        }
        Review::Duties { team, owed_by } => {
            let wanted = ListDutiesRequest {
                team: team.map(|team| resource("teams", &team)).unwrap_or_default(),
                owed_by: owed_by.unwrap_or_default(),
                page_size: PAGE,
                page_token: String::new(),
            };
            duties(session, wanted, printer).await
        }
        Review::Pace { year } => {
            let request = GetPaceRequest {
                year: year.unwrap_or_default(),
            };
            let pace = session.links.review(&session.voice).get_pace(request).await?;
            show_pace(&output::Pace::from(pace.into_inner()), printer)
        }
        verb => show(change(session, verb).await?, printer),
    }
}

/// Does what `verb` says to one review, and answers it.
async fn change(session: &Session, verb: Review) -> Result<Wire, Problem> {
    let mut service = session.links.review(&session.voice);
    let answer = match verb {
        Review::Get { review } => return get(session, &review).await,
        Review::PlanVisit {
            review,
            step,
            from,
            until,
            changing,
        } => {
            let visit = PlannedVisit {
                step: filter::<ReviewStep>(Some(&step), "BƯỚC")?,
                from: from.to_string(),
                until: until.unwrap_or(from).to_string(),
            };
            let request = PlanVisitRequest {
                name: named(session, &review).await?,
                visit: Some(visit),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.plan_visit(request).await?
        }
        Review::Step {
            review,
            step,
            minutes,
            from,
            until,
            files,
            changing,
        } => {
            let request = CompleteStepRequest {
                name: named(session, &review).await?,
                step: filter::<ReviewStep>(Some(&step), "BƯỚC")?,
                minutes,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
                from: from.map(|day| day.to_string()).unwrap_or_default(),
                until: until.map(|day| day.to_string()).unwrap_or_default(),
                files: files
                    .iter()
                    .map(|file| files::report(file))
                    .collect::<Result<_, _>>()?,
            };
            service.complete_step(request).await?
        }
        Review::Assess {
            review,
            file,
            changing,
        } => {
            let (results, standing) = files::form::<AssessmentForm>(&file)?.into_parts();
            let request = AssessCriteriaRequest {
                name: named(session, &review).await?,
                results,
                standing,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.assess_criteria(request).await?
        }
        Review::List { .. } | Review::Duties { .. } | Review::Pace { .. } => {
            return Err(Problem::failure("not one review"));
        }
    };
    Ok(answer.into_inner())
}

/// Does what `verb` says to the reports of one review.
///
/// # Errors
/// What went wrong.
pub async fn report(session: &Session, verb: Report, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.review(&session.voice);
    let answer = match verb {
        Report::SendDraft(hand_in) => {
            service
                .send_draft_report(handed_in(session, hand_in).await?)
                .await?
        }
        Report::Finalise(hand_in) => {
            service
                .submit_final_report(handed_in(session, hand_in).await?)
                .await?
        }
        Report::Comment {
            review,
            comments,
            changing,
        } => {
            let request = SubmitCommentsRequest {
                name: named(session, &review).await?,
                comments,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.submit_comments(request).await?
        }
        Report::Agree { review, changing } => {
            let request = ReviewRequest {
                name: named(session, &review).await?,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.agree_to_draft(request).await?
        }
        Report::Answer {
            review,
            accept,
            keep,
            changing,
        } => {
            let seen = get(session, &review).await?;
            let request = AnswerCommentsRequest {
                answers: answers(seen.comments.len(), &accept, &keep)?,
                etag: changing.if_match.clone().unwrap_or(seen.etag),
                name: seen.name,
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.answer_comments(request).await?
        }
    };
    show(answer.into_inner(), printer)
}

async fn named(session: &Session, review: &str) -> Result<String, Problem> {
    Ok(format!("reviews/{}", session.case_id(review).await?))
}

async fn get(session: &Session, review: &str) -> Result<Wire, Problem> {
    let request = GetReviewRequest {
        name: named(session, review).await?,
    };
    let found = session.links.review(&session.voice).get_review(request).await?;
    Ok(found.into_inner())
}

async fn handed_in(session: &Session, hand_in: HandIn) -> Result<ReportRequest, Problem> {
    Ok(ReportRequest {
        name: named(session, &hand_in.review).await?,
        level: hand_in.level,
        reason: hand_in.reason,
        report: Some(files::report(&hand_in.report)?),
        etag: hand_in.changing.etag(),
        request_id: hand_in.changing.request_id(),
        validate_only: hand_in.changing.dry_run,
    })
}

/// One answer for each of `comments` comments, in their order.
///
/// # Errors
/// When a comment is answered twice or not at all, or there is no such comment; every such number is named.
fn answers(
    comments: usize,
    accept: &[usize],
    keep: &[(usize, String)],
) -> Result<Vec<CommentAnswer>, Problem> {
    let accepted = accept.iter().map(|number| {
        let answer = CommentAnswer {
            accepted: true,
            reason: String::new(),
        };
        (*number, answer)
    });
    let kept = keep.iter().map(|(number, reason)| {
        let answer = CommentAnswer {
            accepted: false,
            reason: reason.clone(),
        };
        (*number, answer)
    });
    let given: Vec<(usize, CommentAnswer)> = accepted.chain(kept).collect();
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for number in 1..=comments {
        let mut own = given.iter().filter(|(other, _)| *other == number);
        match (own.next(), own.next()) {
            (Some((_, answer)), None) => all.push(answer.clone()),
            (None, _) => wrong.push(format!("ý kiến {number} chưa được trả lời")),
            (Some(_), Some(_)) => wrong.push(format!("ý kiến {number} được trả lời hai lần")),
        }
    }
    let beyond = given
        .iter()
        .filter(|(number, _)| !(1..=comments).contains(number));
    wrong.extend(beyond.map(|(number, _)| format!("không có ý kiến {number}")));
    if wrong.is_empty() {
        Ok(all)
    } else {
        Err(Problem::invalid(wrong.join("; ")))
    }
}

/// One review; people also read its team, steps, results and comments, and why the results come to what they come to.
fn show(review: Wire, printer: &Printer) -> Result<(), Problem> {
    let review = output::Review::from(review);
    if printer.format == Format::Csv {
        return printer.list(&review.results);
    }
    printer.one(&review)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    if !review.seats.is_empty() {
        printer.list(&review.seats)?;
    }
    if !review.visits.is_empty() {
        printer.list(&review.visits)?;
    }
    if !review.steps.is_empty() {
        printer.list(&review.steps)?;
    }
    if !review.results.is_empty() {
        printer.list(&review.results)?;
        if !review.missing_criteria.is_empty() {
            printer.line(&format!(
                "Chưa có kết quả: {}",
                review.missing_criteria.join(", ")
            ))?;
        }
    }
    if !review.comments.is_empty() {
        printer.list(&review.comments)?;
    }
    let proposed = review.proposed.iter();
    let explained = proposed.flat_map(|proposed| proposed.explanation.iter().chain(&proposed.obstacles));
    for line in review.warnings.iter().chain(explained) {
        printer.line(&format!("  {line}"))?;
    }
    Ok(())
}

fn show_pace(pace: &output::Pace, printer: &Printer) -> Result<(), Problem> {
    match printer.format {
        Format::Json => printer.json(pace),
        Format::Jsonl | Format::Csv => printer.list(&pace.stages),
        Format::Table => {
            printer.list(&pace.states)?;
            printer.list(&pace.stages)
        }
    }
}

async fn list(session: &Session, state: i32, printer: &Printer) -> Result<(), Problem> {
    let reviews = all(async |page_token| {
        let request = ListReviewsRequest {
            state,
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.review(&session.voice);
        let page = service.list_reviews(request).await?.into_inner();
        Ok::<_, Problem>((page.reviews, page.next_page_token))
    });
    let reviews: Vec<output::Review> = reviews.await?.into_iter().map(Into::into).collect();
    printer.list(&reviews)
}

async fn duties(session: &Session, wanted: ListDutiesRequest, printer: &Printer) -> Result<(), Problem> {
    let duties = all(async |page_token| {
        let request = ListDutiesRequest {
            page_token,
            ..wanted.clone()
        };
        let mut service = session.links.review(&session.voice);
        let page = service.list_duties(request).await?.into_inner();
        Ok::<_, Problem>((page.duties, page.next_page_token))
    });
    let duties: Vec<output::Duty> = duties.await?.into_iter().map(Into::into).collect();
    printer.list(&duties)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comment_has_one_answer_in_its_place() {
        let kept = |number| (number, "đủ minh chứng".to_owned());
        let all = answers(3, &[3, 1], &[kept(2)]).unwrap();
        let accepted: Vec<bool> = all.iter().map(|answer| answer.accepted).collect();
        assert_eq!(accepted, [true, false, true]);
        assert_eq!(all[1].reason, "đủ minh chứng");
        let problem = answers(3, &[1, 5], &[kept(1)]).unwrap_err();
        for what in [
            "ý kiến 1 được trả lời hai lần",
            "ý kiến 2 chưa",
            "ý kiến 3 chưa",
            "không có ý kiến 5",
        ] {
            assert!(problem.message.contains(what), "{problem}");
        }
    }
}
